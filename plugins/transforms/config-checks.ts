/** For a field of a specification whose list or text must hold something. */
export const notEmpty = (text: string): string | undefined => (/[^\s,]/.test(text) ? undefined : 'must not be empty')

/** For one whose text is checked by what makes something of it, and throws a RangeError whose message goes on after the key. */
export const accepts =
  (make: (text: string) => unknown) =>
  (text: string): string | undefined => {
    try {
      make(text)
      return undefined
    } catch (error) {
      if (error instanceof RangeError) return error.message
      throw error
    }
  }

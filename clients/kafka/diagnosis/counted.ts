/** Such as `1 record` and `1,234 records`. */
export const counted = (count: number | bigint, what: string): string =>
  `${count.toLocaleString('en')} ${what}${Number(count) === 1 ? '' : 's'}`

import {
  type ArrayType,
  type AvroType,
  isMapOfEntries,
  isSimple,
  type MapType,
  match,
  onlyBranch,
  type RecordType,
  type UnionType,
} from './avro-type.ts'
import { branchNames } from './branch-names.ts'
import { simpleCode } from './generate-simple.ts'
import type { Measure } from './measure.ts'
import type { Selection } from './selection.ts'

export interface GeneratorOptions {
  readonly fullNames: boolean
  readonly measure: Measure
  /** Has the code keep `path` up to date, which takes time: to find out where in a message something is wrong. */
  readonly located: boolean
}

/**
 * Writes JavaScript that reads a value. It works on a Cursor `c`, whose bytes it takes itself where a call would cost too much; `p` is the
 * position, `i` a small number of passing interest. Names from the schema get into the code as JSON strings alone.
 */
export class Generator {
  readonly functions: string[] = []
  /** What the code refers to as `constants`. */
  readonly constants: unknown[] = []
  readonly #options: GeneratorOptions
  readonly #known = new Map<RecordType, Map<Selection, string>>()
  #names = 0

  constructor(options: GeneratorOptions) {
    this.#options = options
  }

  /** Statements that read the value at `p` into the variable `target`, or only past it. */
  read(type: AvroType, selection: Selection, target: string): string {
    if (isSimple(type)) {
      const code = simpleCode(type, type.kind === 'enum' ? this.#constant(type.symbols) : '')
      return selection === 'nothing' ? code.skip : code.take(target)
    }
    return match(type, {
      union: union => this.#union(union, selection, target),
      record: record => this.#recordCall(record, selection, target),
      array: array => this.#array(array, selection, target),
      map: map => this.#map(map, selection, target),
    })
  }

  #recordCall(type: RecordType, selection: Selection, target: string): string {
    const call = `${this.#record(type, selection)}(p); p = c.next;`
    return selection === 'nothing' ? call : `${target} = ${call}`
  }

  #union(type: UnionType, selection: Selection, target: string): string {
    const { branches } = type
    const only = onlyBranch(type)
    const size = selection === 'nothing' && only !== undefined && branches.length === 2 ? sizeOf(only) : undefined
    if (size !== undefined) return skipOptional(size, branches[0] === only)
    const inner = only === undefined ? this.#branches(type, selection, target) : undefined
    const cases = branches.map((branch, index) => {
      const code = inner?.[index] ?? this.read(branch, selection, target)
      return `if (i === ${2 * index}) { ${code} }`
    })
    const { length } = branches
    return `${only === undefined ? this.#free(length) : ''} if (p < end && b[p] < 128) i = b[p++]; else { i = 2 * c.index(p, ${length}); p = c.next; }
      ${cases.join(' else ')} else c.index(p - 1, ${length});`
  }

  /** Code where values are made that no byte is read for: a few are nothing to speak of, many would let a small message become a huge value. */
  #free(count: number): string {
    return count > fewFreeValues ? `c.free(${count}, p);` : ''
  }

  /** Of a union that is a struct with a field for each branch. */
  #branches(type: UnionType, selection: Selection, target: string): readonly string[] {
    const names = branchNames(type, this.#options.fullNames)
    const built = names.filter(name => name !== null && part(selection, name) !== 'nothing')
    return type.branches.map((branch, index) => {
      const name = names[index] ?? null
      if (selection === 'nothing' || name === null) return this.read(branch, selection, target)
      const variable = this.#fresh('v')
      const fields = built.map(other => `${key(other ?? '')}: ${other === name ? variable : 'null'}`)
      const code = this.#within(name, this.read(branch, part(selection, name), variable))
      return `let ${variable}; ${code} ${target} = { ${fields.join(', ')} };`
    })
  }

  #array(type: ArrayType, selection: Selection, target: string): string {
    const item = this.#fresh('v')
    const list = this.#fresh('list')
    const entries = isMapOfEntries(type)
    const body = `let ${item}; ${this.read(type.items, selection, item)}`
    const add = entries ? `${list}.set(${item}.key, ${item}.value);` : `${list}.push(${item});`
    const blocks = this.#blocks(this.#options.measure.least(type.items), selection === 'nothing' ? body : body + add)
    if (selection === 'nothing') return blocks
    return `const ${list} = ${entries ? 'new Map()' : '[]'}; ${blocks} ${target} = ${list};`
  }

  #map(type: MapType, selection: Selection, target: string): string {
    const { bytes } = this.#options.measure.least(type.values)
    const least = { bytes: bytes + 1, emptyValues: 0 }
    if (selection === 'nothing')
      return this.#blocks(least, `p = c.skipText(p); ${this.read(type.values, selection, '')}`)
    const name = this.#fresh('key')
    const item = this.#fresh('v')
    const list = this.#fresh('list')
    const value = `let ${item}; ${this.read(type.values, selection, item)}`
    const blocks = this.#blocks(least, `const ${name} = c.text(p); p = c.next; ${value} ${list}.set(${name}, ${item});`)
    return `const ${list} = new Map(); ${blocks} ${target} = ${list};`
  }

  #blocks(least: { readonly bytes: number; readonly emptyValues: number }, item: string): string {
    const count = this.#fresh('n')
    const end = this.#fresh('end')
    const nth = this.#fresh('nth')
    const located = this.#options.located
    return `let ${count}${located ? `, ${nth} = 0` : ''};
      while ((${count} = c.block(p, ${least.bytes}, ${least.emptyValues})) > 0) {
        const ${end} = c.blockEnd;
        for (p = c.next; ${count} > 0; ${count}--) { ${located ? `path.push(${nth}++); ${item} path.pop();` : item} }
        if (${end} >= 0 && p !== ${end}) c.refuse('a block of items is not as long as it says', p);
      }
      p = c.next;`
  }

  /** The name of a function that reads the record at its argument and leaves the position after it in `c.next`. */
  #record(type: RecordType, selection: Selection): string {
    const known = this.#known.get(type) ?? new Map<Selection, string>()
    this.#known.set(type, known)
    const name = known.get(selection) ?? this.#fresh('record')
    if (!known.has(selection)) {
      known.set(selection, name)
      this.functions.push(this.#function(name, type, selection))
    }
    return name
  }

  #function(name: string, { fields }: RecordType, selection: Selection): string {
    const properties: string[] = []
    const statements = fields.map((field, index) => {
      const inner = part(selection, field.name)
      if (inner !== 'nothing') properties.push(`${key(field.name)}: v${index}_`)
      return `${inner === 'nothing' ? '' : `let v${index}_; `}{ ${this.#within(field.name, this.read(field.type, inner, `v${index}_`))} }`
    })
    return `function ${name}(p) {
      const b = c.bytes, view = c.view, end = c.end; let i = 0;
      c.enter(p); ${this.#free(fields.filter(field => this.#options.measure.least(field.type).bytes === 0).length)}
      ${statements.join('\n      ')}
      c.leave(); c.next = p;
      ${selection === 'nothing' ? '' : `return { ${properties.join(', ')} };`}
    }`
  }

  #within(name: string, code: string): string {
    return this.#options.located ? `path.push(${JSON.stringify(name)}); ${code} path.pop();` : code
  }

  #constant(value: unknown): string {
    return `constants[${this.constants.push(value) - 1}]`
  }

  #fresh(prefix: string): string {
    this.#names += 1
    return `${prefix}${this.#names}`
  }
}

const fewFreeValues = 16

/** Most of an alert is of this kind. The jumps are foretold well, and what follows need not wait for the byte to be loaded. */
function skipOptional(size: number, nullLast: boolean): string {
  const [present, absent] = nullLast ? [0, 2] : [2, 0]
  return `i = p < end ? b[p] : -1;
    if (i === ${present}) p += ${1 + size}; else if (i === ${absent}) p += 1;
    else p = c.index(p, 2) === ${present / 2} ? c.next + ${size} : c.next;`
}

/** Of a type whose values are skipped without being looked at. */
function sizeOf(type: AvroType): number | undefined {
  if (type.kind === 'float') return 4
  return type.kind === 'double' ? 8 : undefined
}

function part(selection: Selection, name: string): Selection {
  return typeof selection === 'string' ? selection : (selection.get(name) ?? 'nothing')
}

/** In a literal, `__proto__` without brackets would be no property but the prototype. */
const key = (name: string): string => (name === '__proto__' ? '["__proto__"]' : JSON.stringify(name))

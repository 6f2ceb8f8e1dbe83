import type { TSchema } from 'typebox'
import ts from 'typescript'

interface JsonSchema {
  const?: unknown
  enum?: unknown[]
  anyOf?: JsonSchema[]
  type?: string
  items?: JsonSchema | JsonSchema[]
  properties?: Record<string, JsonSchema>
  required?: string[]
  description?: string
}

/** The comments of a source file: of each constant, and of each property in its object literals. */
export interface Comments {
  of: Map<string, string>
  properties: Map<string, Map<string, string>>
}

/**
 * Writes TypeBox schemas as plain TypeScript: an interface for each object, names for what has one, the comments of the
 * source. So whoever reads the declarations needs neither TypeBox nor its inference.
 */
export class SchemaTypes {
  readonly #schemas = new Map<string, TSchema>()
  /** Optional ones are copies: schemas are told apart by what they say. */
  readonly #names = new Map<string, string>()
  readonly #comments: Comments

  constructor(modules: Record<string, unknown>[], comments: Comments) {
    this.#comments = comments
    for (const [name, value] of modules.flatMap((module) => Object.entries(module))) {
      if (!isSchema(value)) continue
      this.#schemas.set(name, value)
      this.#names.set(JSON.stringify(value), name)
    }
  }

  has(name: string): boolean {
    return this.#schemas.has(name)
  }

  /** The declaration of one schema, without `export`. */
  declaration(name: string): string {
    const schema = this.#schemas.get(name) as JsonSchema
    const comment = this.#comments.of.get(name) ?? ''
    return schema.properties
      ? `${comment}interface ${name} ${this.#object(schema, this.#comments.properties.get(name))}`
      : `${comment}type ${name} = ${this.#body(schema)}`
  }

  #type(schema: JsonSchema): string {
    return this.#names.get(JSON.stringify(schema)) ?? this.#body(schema)
  }

  #body(schema: JsonSchema): string {
    if ('const' in schema) return JSON.stringify(schema.const)
    if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
    if (schema.anyOf) return schema.anyOf.map((one) => this.#type(one)).join(' | ')
    if (schema.properties) return this.#object(schema)
    if (Array.isArray(schema.items)) return `[${schema.items.map((item) => this.#type(item)).join(', ')}]`
    if (schema.items) return `Array<${this.#type(schema.items)}>`
    if (schema.type === 'integer') return 'number'
    if (['number', 'string', 'boolean', 'null'].includes(schema.type ?? '')) return schema.type!
    throw new Error(`no TypeScript for the schema ${JSON.stringify(schema)}`)
  }

  #object({ properties, required = [] }: JsonSchema, comments?: Map<string, string>): string {
    const lines = Object.entries(properties!).map(([name, schema]) => {
      const comment = comments?.get(name) ?? (schema.description ? `/** ${schema.description} */\n` : '')
      return `${comment}${name}${required.includes(name) ? '' : '?'}: ${this.#type(schema)}\n`
    })
    return `{\n${lines.join('')}}`
  }
}

function isSchema(value: unknown): value is TSchema {
  return typeof value === 'object' && value !== null && '~kind' in value
}

/** Reads the comments of source files. */
export function commentsOf(files: readonly ts.SourceFile[]): Comments {
  const comments: Comments = { of: new Map(), properties: new Map() }
  for (const file of files) {
    const before = (node: ts.Node) =>
      (ts.getLeadingCommentRanges(file.text, node.pos) ?? [])
        .map(({ pos, end }) => file.text.slice(pos, end))
        .filter((text) => text.startsWith('/**'))
        .map((text) => `${text}\n`)
        .at(-1)
    const propertiesIn = (root: ts.Node, found: Map<string, string>) => {
      const visit = (node: ts.Node): void => {
        const comment = ts.isPropertyAssignment(node) && before(node)
        if (comment && ts.isIdentifier(node.name)) found.set(node.name.text, comment)
        const spread = ts.isSpreadAssignment(node) && comments.properties.get(node.expression.getText(file))
        for (const [name, text] of spread || []) found.set(name, text)
        ts.forEachChild(node, visit)
      }
      visit(root)
      return found
    }
    for (const statement of file.statements) {
      if (!ts.isVariableStatement(statement)) continue
      const comment = before(statement)
      for (const { name, initializer } of statement.declarationList.declarations) {
        if (comment) comments.of.set(name.getText(file), comment)
        if (initializer) comments.properties.set(name.getText(file), propertiesIn(initializer, new Map()))
      }
    }
  }
  return comments
}

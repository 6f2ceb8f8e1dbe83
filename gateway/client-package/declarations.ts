import { join } from 'node:path'
import * as events from '@racecast/pinot/events'
import ts from 'typescript'
import * as board from '../protocol/board.ts'
import * as clientMessages from '../protocol/client-messages.ts'
import * as messages from '../protocol/messages.ts'
import * as rewindIndex from '../protocol/rewind/rewind-index.ts'
import { commentsOf, SchemaTypes } from './schema-types.ts'

const entry = join(import.meta.dirname, 'entry.ts')
const schemaFiles = ['messages.ts', 'client-messages.ts', 'board.ts', 'rewind/rewind-index.ts'].map((name) =>
  join(import.meta.dirname, '../protocol', name),
)

const options: ts.CompilerOptions = {
  ...{ declaration: true, emitDeclarationOnly: true, allowImportingTsExtensions: true, skipLibCheck: true },
  target: ts.ScriptTarget.ES2024,
  module: ts.ModuleKind.NodeNext,
  lib: ['lib.es2024.d.ts', 'lib.dom.d.ts'],
  types: [],
  strict: true,
}

interface Declared {
  text: string
  names: Set<string>
}

/**
 * The declarations of all that `entry.ts` exports as one file that needs no other: those that the compiler emits, each
 * once and without its imports, and the types of messages written out from their schemas.
 */
export function declarations(): string {
  const program = ts.createProgram([entry], options)
  const schemas = new SchemaTypes(
    [messages, clientMessages, board, rewindIndex, { Standing: events.Standing }],
    commentsOf(schemaFiles.map((path) => program.getSourceFile(path)!)),
  )
  const declared = emitted(program, schemas)
  const exported = program
    .getTypeChecker()
    .getExportsOfModule(program.getTypeChecker().getSymbolAtLocation(program.getSourceFile(entry)!)!)
    .map(({ name }) => name)
    .sort()
  const written: string[] = []
  const done = new Set<string>()
  const write = (name: string): void => {
    if (done.has(name)) return
    done.add(name)
    const found = schemas.has(name) ? parsed(schemas.declaration(name)) : declared.get(name)
    if (!found) return
    written.push(found.text)
    for (const used of found.names) write(used)
  }
  for (const name of exported) write(name)
  return tidy(`${written.join('\n\n')}\n\nexport { ${exported.join(', ')} }\n`)
}

/** Every declaration at the top of a file that the compiler emits, by name. Throws where two that differ have one. */
function emitted(program: ts.Program, schemas: SchemaTypes): Map<string, Declared> {
  const declared = new Map<string, Declared>()
  program.emit(undefined, (path, text) => {
    const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2024, true)
    for (const statement of file.statements) {
      if (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) continue
      for (const name of namesOf(statement)) {
        if (schemas.has(name)) continue
        const one = { text: withoutExport(statement, file), names: usedBy(statement) }
        if ((declared.get(name)?.text ?? one.text) !== one.text)
          throw new Error(`${path}: there is another ${name}; give one of them another name`)
        declared.set(name, one)
      }
    }
  })
  return declared
}

function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map(({ name }) => name.getText())
  return 'name' in statement && statement.name ? [(statement.name as ts.Identifier).text] : []
}

function withoutExport(statement: ts.Statement, file: ts.SourceFile): string {
  const at = statement.getStart(file)
  const comments = file.text.slice(statement.getFullStart(), at).trim()
  const text = file.text.slice(at, statement.end).replace(/^export /, '')
  return comments === '' ? text : `${comments}\n${text}`
}

/** The types, and the constants by `typeof`, that a declaration refers to. */
function usedBy(root: ts.Node): Set<string> {
  const names = new Set<string>()
  const first = (name: ts.EntityName): string => (ts.isIdentifier(name) ? name.text : first(name.left))
  const visit = (node: ts.Node): void => {
    if (ts.isTypeReferenceNode(node)) names.add(first(node.typeName))
    if (ts.isTypeQueryNode(node)) names.add(first(node.exprName))
    if (ts.isExpressionWithTypeArguments(node)) names.add(node.expression.getText())
    ts.forEachChild(node, visit)
  }
  visit(root)
  return names
}

function parsed(text: string): Declared {
  const file = ts.createSourceFile('one.d.ts', text, ts.ScriptTarget.ES2024, true)
  return { text, names: usedBy(file) }
}

/** Laid out as the compiler would. */
function tidy(text: string): string {
  const file = ts.createSourceFile('client.d.ts', text, ts.ScriptTarget.ES2024, true)
  return ts.createPrinter().printFile(file)
}

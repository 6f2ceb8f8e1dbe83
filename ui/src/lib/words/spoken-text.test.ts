import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'svelte/compiler'
import { describe, expect, it } from 'vitest'

/** What operators and developers use is in English alone. */
const englishOnly = /(^|\/)(control|feed)\//
/** The name of the project is not translated; units of CSS and the like never stand in markup. */
const names = /Racecast/g
/** Attributes that somebody reads or hears, and those by which components of ours take a text. */
const spoken =
  /^(aria-label|aria-description|aria-valuetext|aria-roledescription|title|alt|placeholder|label|note|text|content|name)$/
/** Attributes whose letters are for the browser. */
const forTheBrowser = new Set(['meta', 'link', 'input', 'slot', 'script'])

interface Node {
  type: string
  name?: string
  data?: string
  start: number
  [key: string]: unknown
}

/** The texts in the markup of a component that are not said through a message. */
function literalTexts(source: string): string[] {
  const found: string[] = []
  const letters = (text: unknown) => typeof text === 'string' && /\p{L}/u.test(text.replaceAll(names, ''))
  const isNode = (value: unknown): value is Node =>
    typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'

  function visit(node: Node, read: boolean): void {
    if (node.type === 'Text' && read && letters(node.data)) found.push(node.data!.trim())
    if (node.type === 'Literal' && read && letters(node.value)) found.push(String(node.value))
    if (node.type === 'TemplateElement' && read) {
      const { cooked } = node.value as { cooked: string }
      if (letters(cooked)) found.push(cooked)
    }
    // A comparison, a call's arguments and an index choose a text; they are none.
    if (/^(CallExpression|MemberExpression)$/.test(node.type)) return
    if (node.type === 'BinaryExpression' && node.operator !== '+') return
    if (node.type === 'ConditionalExpression') {
      visit(node.consequent as Node, read)
      visit(node.alternate as Node, read)
      return
    }
    if (node.type === 'Attribute') {
      const element = node.element as string
      const heard =
        spoken.test(node.name!) &&
        !(forTheBrowser.has(element) && !/^(aria|placeholder|title)/.test(node.name!))
      for (const child of childrenOf(node)) visit(child, heard)
      return
    }
    if (/^(IfBlock|EachBlock|KeyBlock|AwaitBlock)$/.test(node.type)) {
      for (const part of [
        'consequent',
        'alternate',
        'body',
        'fallback',
        'fragment',
        'pending',
        'then',
        'catch',
      ])
        if (isNode(node[part])) visit(node[part], read)
      return
    }
    if (/^(Comment|ConstTag|RenderTag|SnippetBlock)$/.test(node.type)) {
      if (isNode(node.body)) visit(node.body, read)
      return
    }
    for (const child of childrenOf(node)) visit(child, read && node.type !== 'StyleDirective')
  }

  function childrenOf(node: Node): Node[] {
    return Object.entries(node)
      .filter(([key]) => key !== 'metadata')
      .flatMap(([, value]) => (Array.isArray(value) ? value : [value]))
      .filter(isNode)
      .map((child) => (child.type === 'Attribute' ? { ...child, element: node.name } : child))
  }

  const { fragment } = parse(source, { modern: true })
  visit(fragment as unknown as Node, true)
  return found
}

const root = join(import.meta.dirname, '../..')
const components = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.svelte'),
)

describe('the markup of the pages for everyone', () => {
  it('is seen through: texts, attributes and choices', () => {
    const literal = (markup: string) => literalTexts(markup)
    expect(literal('<p>Hello {name}</p>')).toEqual(['Hello'])
    expect(literal('<b aria-label="Close"></b><Part title={x ? "Yes" : say("a.b")} />')).toEqual([
      'Close',
      'Yes',
    ])
    expect(literal('{#if kind === "over"}<p class="big">{"all " + n}{a ? "is left" : b}</p>{/if}')).toEqual([
      'all ',
      'is left',
    ])
    expect(literal('<p class:over={a === "x"} style:color="red">{say("race.board")} · {n}</p>')).toEqual([])
  })

  it('holds no text of its own: everything is said through messages', () => {
    const wrong = components
      .filter((path) => !englishOnly.test(path))
      .flatMap((path) =>
        literalTexts(readFileSync(join(root, path), 'utf8')).map((text) => `${path}: ${text}`),
      )
    expect(components.length).toBeGreaterThan(15)
    expect(wrong).toEqual([])
  })
})

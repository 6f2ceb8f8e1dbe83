import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CloseCode } from '@racecast/gateway/protocol'
import { describe, expect, it } from 'vitest'
import { examples } from './programs.ts'

/** A code may have more than one name. */
const final = new Set(
  Object.values(CloseCode)
    .filter(({ reconnect }) => !reconnect)
    .map(({ code }) => code),
)

describe('the examples that were written by hand', () => {
  it.each([
    ['python/follow.py', /^FINAL = \{(.*)\}/m],
    ['page/index.html', /\[(.*)\]\.includes\(code\)/],
    ['obs/tower.html', /\[(.*)\]\.includes\(code\)/],
  ])('give up in %s after the codes of the table, and come back after all others', (file, list) => {
    const [, codes] = list.exec(readFileSync(join(examples, file), 'utf8'))!
    expect(codes!.split(', ').map(Number).sort()).toEqual([...final].sort())
  })
})

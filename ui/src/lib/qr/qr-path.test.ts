import jsQr from 'jsqr'
import { describe, expect, it } from 'vitest'
import { type QrDrawing, qrDrawing, quietModules } from './qr-path.ts'

const pixels = 4

/** What a camera would see: the path filled with black on white, `pixels` for each module. */
function drawn({ size, path }: QrDrawing): { width: number; data: Uint8ClampedArray } {
  const width = size * pixels
  const data = new Uint8ClampedArray(width * width * 4).fill(255)
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    const [left, top, right] = [Number(x), Number(y), Number(x) + Number(length)]
    for (let row = top * pixels; row < (top + 1) * pixels; row++)
      for (let column = left * pixels; column < right * pixels; column++)
        data.fill(0, (row * width + column) * 4, (row * width + column) * 4 + 3)
  }
  return { width, data }
}

function read(drawing: QrDrawing, soil?: (data: Uint8ClampedArray, width: number) => void) {
  const { data, width } = drawn(drawing)
  soil?.(data, width)
  return jsQr(data, width, width)?.data ?? null
}

describe('a QR code', () => {
  it.each([
    'https://race.example/race/demo',
    'https://läufe.example/race/crystal-palace-2026?follow=57,F12',
    `https://race.example/race/${'long-'.repeat(40)}`,
  ])('is read as what it was made of: %s', (text) => {
    expect(read(qrDrawing(text))).toBe(text)
  })

  it('is read with a patch in its middle', () => {
    const text = 'https://race.example/race/demo'
    const soiled = read(qrDrawing(text), (data, width) => {
      const side = Math.round(width * 0.2)
      const from = Math.round((width - side) / 2)
      for (let row = from; row < from + side; row++) {
        const at = (row * width + from) * 4
        data.fill(255, at, at + side * 4)
      }
    })
    expect(soiled).toBe(text)
  })

  it('keeps the light edge that readers need', () => {
    const { size, path } = qrDrawing('https://race.example/race/demo')
    for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)/g)) {
      expect(Math.min(Number(x), Number(y))).toBeGreaterThanOrEqual(quietModules)
      expect(Math.max(Number(x) + Number(length), Number(y) + 1)).toBeLessThanOrEqual(size - quietModules)
    }
  })

  it('is refused for a text that is too long for any', () => {
    expect(() => qrDrawing('x'.repeat(3000))).toThrow(RangeError)
  })
})

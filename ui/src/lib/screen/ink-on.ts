/** What can be read on `colour` (#rrggbb): white or black, whichever has the higher contrast by WCAG 2.2. */
export function inkOn(colour: string): '#ffffff' | '#000000' {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  const luminance = 0.2126 * r + 0.7152 * g + 0.0722 * b
  // Where (1 + 0.05) / (L + 0.05) and (L + 0.05) / 0.05 are the same.
  return luminance > Math.sqrt(1.05 * 0.05) - 0.05 ? '#000000' : '#ffffff'
}

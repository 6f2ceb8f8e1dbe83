/** Kilometres or miles. */
export type Units = 'km' | 'mi'

export const kmPerMile = 1.609344
const kmCm = 100_000

/** Of what courses are marked by and paces are for: a kilometre or a mile, cm. */
export function unitCm(): number {
  return units() === 'mi' ? kmCm * kmPerMile : kmCm
}

let read: () => Units = () => 'km'

/** What lengths and paces are told in. */
export function units(): Units {
  return read()
}

/** From now on `choice` is asked: a page whose choice changes has its figures change with it. */
export function chooseUnitsBy(choice: () => Units): void {
  read = choice
}

export function parseUnits(text: string | null): Units | null {
  return text === 'km' || text === 'mi' ? text : null
}

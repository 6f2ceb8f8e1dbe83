import { chooseUnitsBy, parseUnits, type Units } from './units.ts'

const place = 'units'

/** Kilometres or miles, by the viewer's choice: kept in this browser, and taken from an address that says it. */
export class UnitChoice {
  units = $state<Units>('km')

  constructor(parameter: string | null) {
    this.units = parseUnits(parameter) ?? parseUnits(read()) ?? 'km'
    chooseUnitsBy(() => this.units)
  }

  choose(units: Units): void {
    this.units = units
    try {
      localStorage.setItem(place, units)
    } catch {
      // A browser that keeps nothing asks again next time.
    }
  }
}

function read(): string | null {
  try {
    return localStorage.getItem(place)
  } catch {
    return null
  }
}

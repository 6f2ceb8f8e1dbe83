import type { Config } from '../config.ts'
import { type Accent, accentOf } from './accent.ts'
import { type Logo, readLogo } from './logo.ts'

/** Who holds the races, as the screens show it. */
export interface Organiser {
  name: string | null
  logo: Logo | null
  accent: Accent | null
}

/** Throws a ConfigError where the logo cannot be shown. */
export function organiserOf(config: Config): Organiser {
  const { organiserName, organiserLogo, organiserAccent, dataDir } = config
  return {
    name: organiserName ?? null,
    logo: organiserLogo === undefined ? null : readLogo(dataDir, organiserLogo),
    accent: organiserAccent === undefined ? null : accentOf(organiserAccent),
  }
}

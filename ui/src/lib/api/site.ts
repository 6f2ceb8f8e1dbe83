import { ask } from './client.ts'

export interface MapStyle {
  kind: 'style' | 'pmtiles'
  url: string
}

/** What the screens say beside the race: where the public finds it, and whose it is. */
export interface Site {
  /** Without a slash at its end; null where there is none that others could use. */
  publicUrl: string | null
  organiser: {
    name: string | null
    /** Where the picture is, below /site/. */
    logo: string | null
    /** #rrggbb; as it stands out by day, and by night. */
    accent: string | null
    accentNight: string | null
  }
  /** The map below the course; null for paper. */
  mapStyle: MapStyle | null
}

export function getSite(): Promise<Site> {
  return ask('/api/site')
}

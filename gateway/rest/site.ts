import { Type } from 'typebox'
import { urlOf } from '../map/tiles-tag.ts'
import type { RestApp, RestContext } from './context.ts'

const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) =>
  Type.Union([type, Type.Null()])

const colour = (description: string) => orNull(Type.String({ pattern: '^#[0-9a-f]{6}$', description }))

/** What the screens say beside the race: where the public finds it, and whose it is. */
export const Site = Type.Object({
  publicUrl: orNull(
    Type.String({
      description: 'what links and codes say, without a slash at its end; never a loopback address',
    }),
  ),
  organiser: Type.Object({
    name: orNull(Type.String()),
    logo: orNull(Type.String({ description: 'where the picture is, below /site/' })),
    accent: colour('stands out on the page by day'),
    accentNight: colour('the same colour as it stands out by night'),
  }),
  mapStyle: orNull(
    Type.Object(
      {
        kind: Type.Enum(['style', 'pmtiles']),
        url: Type.String({ description: 'of a MapLibre style, or of a PMTiles file of ours' }),
      },
      { description: 'the map below the course; null for paper' },
    ),
  ),
})

export async function siteRoutes(
  app: RestApp,
  { publicUrl, organiser, baseMap }: RestContext,
): Promise<void> {
  const { name, logo, accent } = organiser
  const site = {
    publicUrl,
    organiser: {
      name,
      logo: logo?.address ?? null,
      accent: accent?.onPaper ?? null,
      accentNight: accent?.onNight ?? null,
    },
  }
  app.get('/api/site', { schema: { response: { 200: Site } } }, async () => ({
    ...site,
    mapStyle: baseMap && { kind: baseMap.kind, url: await urlOf(baseMap) },
  }))
}

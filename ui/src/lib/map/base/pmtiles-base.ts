import { addProtocol } from 'maplibre-gl'
import { PMTiles, Protocol, TileType } from 'pmtiles'
import { type Base, patienceMs, prefix } from './base.ts'
import { quietLayers } from './quiet-layers.ts'

const protocol = new Protocol()
addProtocol('pmtiles', protocol.tile)

interface Metadata {
  attribution?: string
  vector_layers?: { id: string }[]
}

/** A PMTiles file: vector tiles in our own quiet style, pictures as they are. Throws where it cannot be read. */
export async function pmtilesBase(address: string): Promise<Base> {
  const url = new URL(address, location.href).href
  const archive = new PMTiles(url)
  const [header, metadata] = await inTime(Promise.all([archive.getHeader(), archive.getMetadata()]), url)
  protocol.add(archive)
  const { attribution = '', vector_layers: layers = [] } = (metadata ?? {}) as Metadata
  const source = {
    url: `pmtiles://${url}`,
    attribution,
    minzoom: header.minZoom,
    maxzoom: header.maxZoom,
  }
  const id = `${prefix}tiles`
  if (header.tileType === TileType.Mvt) {
    const present = layers.map((layer) => layer.id)
    return {
      sources: { [id]: { type: 'vector', ...source } },
      layers: (theme) => quietLayers(present, theme),
    }
  }
  return {
    sources: { [id]: { type: 'raster', tileSize: 256, ...source } },
    layers: () => [{ id: `${prefix}pictures`, type: 'raster', source: id }],
  }
}

/** Rejects where the file says nothing for too long. */
function inTime<T>(wanted: Promise<T>, url: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${url} says nothing`)), patienceMs)
    wanted.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

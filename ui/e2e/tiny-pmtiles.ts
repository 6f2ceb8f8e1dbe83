/**
 * A PMTiles archive (version 3) of one vector tile for the whole world, written by hand: a park from edge to edge, in layer
 * `landuse`. See https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md and the Mapbox Vector Tile specification 2.1.
 */
export function tinyPmtiles(attribution: string): Buffer {
  const tile = parkTile()
  // One entry: tile 0, that many bytes, run length 1, offset 0 (+ 1).
  const directory = Buffer.from([
    ...varint(1),
    ...varint(0),
    ...varint(1),
    ...varint(tile.length),
    ...varint(1),
  ])
  const metadata = Buffer.from(
    JSON.stringify({ attribution, vector_layers: [{ id: 'landuse', fields: {} }] }),
  )
  const header = Buffer.alloc(127)
  header.write('PMTiles', 0, 'latin1')
  header[7] = 3
  const places = [
    [header.length, directory.length],
    [header.length + directory.length, metadata.length],
    [0, 0],
    [header.length + directory.length + metadata.length, tile.length],
    [1, 1],
  ]
  for (const [i, value] of [...places.flat(), 1].entries()) header.writeBigUInt64LE(BigInt(value), 8 + 8 * i)
  // Clustered; neither directories nor tiles compressed; vector tiles; zoom 0 alone.
  header.set([1, 1, 1, 1, 0, 0], 96)
  for (const [i, degrees] of [-180, -85, 180, 85].entries()) header.writeInt32LE(degrees * 1e7, 102 + 4 * i)
  return Buffer.concat([header, directory, metadata, tile])
}

function parkTile(): Buffer {
  const zigzag = (n: number) => (n << 1) ^ (n >> 31)
  const moveTo = (count: number) => (count << 3) | 1
  const lineTo = (count: number) => (count << 3) | 2
  const ring = [
    moveTo(1),
    ...[-64, -64].map(zigzag),
    lineTo(3),
    ...[4224, 0, 0, 4224, -4224, 0].map(zigzag),
    // Closed.
    15,
  ]
  const polygon = 3
  const feature = [...message(2, [0, 0]), ...number(3, polygon), ...message(4, ring.flatMap(varint))]
  const layer = [
    ...text(1, 'landuse'),
    ...message(2, feature),
    ...text(3, 'kind'),
    ...message(4, text(1, 'park')),
    ...number(5, 4096),
    ...number(15, 2),
  ]
  return Buffer.from(message(3, layer))
}

// Protocol buffers: a tag is the field's number and how its value is written.
const number = (field: number, value: number) => [...varint(field << 3), ...varint(value)]
const message = (field: number, bytes: number[]) => [
  ...varint((field << 3) | 2),
  ...varint(bytes.length),
  ...bytes,
]
const text = (field: number, value: string) => message(field, [...Buffer.from(value)])

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)]
}

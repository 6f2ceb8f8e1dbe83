/**
 * WebSocket frames made by hand, so that a tick is framed once and the same bytes go to every viewer.
 *
 *     frame  = %x81 length payload          FIN, opcode 1 (text), not masked: server to client (RFC 6455, 5.2)
 *            | %x82 length payload          the same with opcode 2 (binary)
 *     length = 1 byte up to 125 | %x7E and 2 bytes up to 65,535 | %x7F and 8 bytes
 *
 * ws is pinned: what is written beside its Sender may stand between two of its frames only because (seen in
 * 8.23.0) Sender writes each frame whole and at once while permessage-deflate is off and nobody sends a Blob.
 */
export function textFrame(payload: Uint8Array | string): Buffer {
  return frame(0x81, typeof payload === 'string' ? Buffer.from(payload) : payload)
}

export function binaryFrame(payload: Uint8Array): Buffer {
  return frame(0x82, payload)
}

function frame(first: number, bytes: Uint8Array): Buffer {
  const { length } = bytes
  const lengthBytes = length < 126 ? 0 : length < 65_536 ? 2 : 8
  const framed = Buffer.allocUnsafe(2 + lengthBytes + length)
  framed[0] = first
  framed[1] = lengthBytes === 0 ? length : lengthBytes === 2 ? 126 : 127
  if (lengthBytes === 2) framed.writeUInt16BE(length, 2)
  else if (lengthBytes === 8) framed.writeBigUInt64BE(BigInt(length), 2)
  framed.set(bytes, 2 + lengthBytes)
  return framed
}

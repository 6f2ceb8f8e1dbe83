import type { SocketLike } from '@racecast/gateway/protocol'

interface Listener {
  /** Something came; `pass` hands it on to whoever the socket is for. */
  heard(data: unknown, pass: () => void): void
  said(data: string): void
}

/** The same socket, with somebody who listens on both sides of it. */
export function tap(socket: SocketLike, listener: Listener): SocketLike {
  let onmessage: SocketLike['onmessage'] = null
  socket.onmessage = (event) => listener.heard(event.data, () => onmessage?.(event))
  return {
    send(data) {
      listener.said(data)
      socket.send(data)
    },
    close: (code) => socket.close(code),
    get readyState() {
      return socket.readyState
    },
    get onmessage() {
      return onmessage
    },
    set onmessage(to) {
      onmessage = to
    },
    get onopen() {
      return socket.onopen
    },
    set onopen(to) {
      socket.onopen = to
    },
    get onclose() {
      return socket.onclose
    },
    set onclose(to) {
      socket.onclose = to
    },
    get onerror() {
      return socket.onerror
    },
    set onerror(to) {
      socket.onerror = to
    },
  }
}

import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { messagesOf } from '../content.ts'
import { perform, play } from './stage.ts'

// uWebSockets.js with its own publish, from UWS_DIR/node_modules: 110 MB of binaries for each system and version of Node, so
// that it is not installed with the rest.

interface Uws {
  App(): {
    ws(pattern: string, behaviour: object): ReturnType<Uws['App']>
    listen(host: string, port: number, done: (socket: object | false) => void): void
    publish(topic: string, message: string | Buffer, isBinary: boolean): boolean
  }
  us_socket_local_port(socket: object): number
}

const options = play()
const load = createRequire(resolve(process.env.UWS_DIR ?? '.', 'from-here.js'))
const uws: Uws = load('@btc-vision/uwebsockets.js')
const messages = messagesOf(options.content, options.competitors, options.ticks)
const app = uws.App().ws('/*', {
  compression: 0,
  maxBackpressure: 16 << 20,
  open: (socket: { subscribe(topic: string): void }) => socket.subscribe('race'),
})
app.listen('127.0.0.1', 0, (listening) => {
  if (!listening) throw new Error('uWebSockets does not listen')
  perform(uws.us_socket_local_port(listening), options, (tick) => {
    const message = messages[tick]!()
    app.publish('race', message, typeof message !== 'string')
  })
})

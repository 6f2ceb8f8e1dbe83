import { sharedStack, stackIsMissing } from '@racecast/infra/stack/testing'

export { stackTimeout } from '@racecast/infra/stack/testing'

/** Where Kafka and Pinot are for tests, `host:port` each. */
export interface Servers {
  kafka: string
  pinotBroker: string
  pinotController: string
}

/** The servers that somebody has started already: RACECAST_KAFKA, RACECAST_PINOT_BROKER, RACECAST_PINOT_CONTROLLER. */
function givenServers(): Servers | null {
  const { RACECAST_KAFKA, RACECAST_PINOT_BROKER, RACECAST_PINOT_CONTROLLER } = process.env
  const given = [RACECAST_KAFKA, RACECAST_PINOT_BROKER, RACECAST_PINOT_CONTROLLER]
  if (given.every((address) => !address)) return null
  const [kafka, pinotBroker, pinotController] = given
  if (kafka && pinotBroker && pinotController) return { kafka, pinotBroker, pinotController }
  throw new Error(
    'set RACECAST_KAFKA, RACECAST_PINOT_BROKER and RACECAST_PINOT_CONTROLLER, HOST:PORT each, or none of them',
  )
}

/** For `describe.skipIf`: no servers are given, and this machine has not what starting them takes. */
export const serversAreMissing = givenServers() === null && stackIsMissing

/** The given servers, or the stack that all tests of this run share. */
export async function testServers(): Promise<Servers> {
  const given = givenServers()
  if (given) return given
  const { addresses } = await sharedStack()
  const hostOf = (url: string) => new URL(url).host
  return {
    kafka: addresses.kafka,
    pinotBroker: hostOf(addresses.pinotBroker),
    pinotController: hostOf(addresses.pinotController),
  }
}

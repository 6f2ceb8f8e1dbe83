export { execute } from './as-pinotdb.ts'
export { namedPlace, type Place, readyPlace } from './place.ts'
export { type Servers, serversAreMissing, stackTimeout, testServers } from './servers.ts'

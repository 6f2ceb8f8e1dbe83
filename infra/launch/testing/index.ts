export { freePort, Launched, type ServiceName, until } from './launched.ts'

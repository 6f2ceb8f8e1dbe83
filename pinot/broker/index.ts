export { pinotAddress } from './address.ts'
export { openPinotStore } from './store.ts'

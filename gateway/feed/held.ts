/** What a viewer has been sent of a race, or says that it holds. */
export interface Held {
  epoch: number
  seq: number
}

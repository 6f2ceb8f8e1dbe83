/** Properties of a component that change when they are written to. */
export function reactive<T extends object>(properties: T): T {
  const state = $state(properties)
  return state
}

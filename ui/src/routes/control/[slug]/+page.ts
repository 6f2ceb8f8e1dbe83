/** One file serves every race. */
export const prerender = false

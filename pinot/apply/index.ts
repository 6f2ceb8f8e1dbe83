export { type ApplyTarget, apply } from './apply.ts'
export { remove } from './remove.ts'
export { applySettings } from './settings.ts'

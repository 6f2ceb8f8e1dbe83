export { CompetitorPlan } from './competitor-plan.ts'
export { type FieldSpec, makeField, makeFieldInSlices, PLAN_VERSION, waveGunMs } from './field.ts'

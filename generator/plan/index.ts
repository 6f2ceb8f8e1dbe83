export { CompetitorPlan } from './competitor-plan.ts'
export { makeField, PLAN_VERSION, waveGunMs } from './field.ts'

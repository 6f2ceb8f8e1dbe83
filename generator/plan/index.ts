export { CompetitorPlan, type Span, type Stop, type Wander } from './competitor-plan.ts'
export { type FieldSpec, makeField, PLAN_VERSION, waveGunMs } from './field.ts'

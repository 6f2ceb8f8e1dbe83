import type { Reporter, TestModule } from 'vitest/node'

/** Ends a run with `N passed, N failed`, and makes a skipped test a failure where everything is required. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 }
    const skipped: string[] = []
    for (const module of modules) {
      if (
        module.state() === 'failed' &&
        [...module.children.allTests()].every((t) => t.result().state !== 'failed')
      ) {
        count.failed++
      }
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        count[state]++
        if (state === 'skipped') skipped.push(`${module.moduleId}: ${test.fullName}`)
      }
    }
    count.failed += unhandled.length
    const required = process.env.REQUIRE_ALL === '1'
    if (required && skipped.length > 0) {
      console.log(`REQUIRE_ALL=1 and skipped:\n${skipped.join('\n')}`)
      count.failed += skipped.length
      process.exitCode = 1
    }
    const rest = !required && skipped.length > 0 ? `, ${skipped.length} skipped` : ''
    console.log(`\n${count.passed} passed, ${count.failed} failed${rest}`)
  }
}

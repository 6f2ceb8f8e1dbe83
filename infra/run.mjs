// node infra/run.mjs TOOL ARGS: runs a tool of the project on the project's own Node, after setting up a fresh clone.
import { ensureInstalled, runTool } from './setup/install.mjs'

ensureInstalled()
const [tool, ...args] = process.argv.slice(2)
process.exit(runTool(tool, args))

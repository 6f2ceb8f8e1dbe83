interface MissingTool {
  name: string
  needed: string
  remedy: string
}

export function toolPath(name: string, environment?: NodeJS.ProcessEnv): string | null
export function missingStackTools(environment?: NodeJS.ProcessEnv): MissingTool[]

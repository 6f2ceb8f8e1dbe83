interface MissingTool {
  name: string
  needed: string
  remedy: string
}

export function toolPath(name: string, environment?: NodeJS.ProcessEnv): string | null
export function pythonPath(environment?: NodeJS.ProcessEnv): string | null
export function missingPython(environment?: NodeJS.ProcessEnv): MissingTool[]
export function nginxPath(environment?: NodeJS.ProcessEnv): string | null
export function missingNginx(environment?: NodeJS.ProcessEnv): MissingTool[]
export function missingStackTools(environment?: NodeJS.ProcessEnv): MissingTool[]

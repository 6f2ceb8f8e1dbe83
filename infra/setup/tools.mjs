import { spawnSync } from 'node:child_process'
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

// Plain JavaScript for whatever Node the machine has (18 or newer): npm test asks before the project's own Node is there.

const OLDEST_JAVA = 17

/** Where a program is on this machine, or null. Java is looked for in JAVA_HOME first. */
export function toolPath(name, environment = process.env) {
  const folders = (environment.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  if (name === 'java' && environment.JAVA_HOME) folders.unshift(join(environment.JAVA_HOME, 'bin'))
  for (const folder of folders) {
    const path = join(folder, name)
    try {
      accessSync(path, constants.X_OK)
      if (statSync(path).isFile()) return path
    } catch {}
  }
  return null
}

/** What Kafka, Pinot and Redis want of the machine and do not find. */
export function missingStackTools(environment = process.env) {
  const needed = 'the tests on Kafka, Pinot and Redis are left out'
  const lacking = []
  const java = javaVersion(environment)
  if (java === null || java < OLDEST_JAVA) {
    const name = java === null ? 'java' : `java ${OLDEST_JAVA} or newer (this is ${java})`
    lacking.push({ name, needed, remedy: 'apt-get install openjdk-17-jre-headless, or set JAVA_HOME' })
  }
  if (!toolPath('mvn', environment)) lacking.push({ name: 'mvn', needed, remedy: 'apt-get install maven' })
  if (!toolPath('redis-server', environment)) {
    lacking.push({ name: 'redis-server', needed, remedy: 'apt-get install redis-server' })
  }
  return lacking
}

/** A Python 3 that has the package websockets: PYTHON, else the system's, else the first in PATH; null where there is none. */
export function pythonPath(environment = process.env) {
  const places = [environment.PYTHON, '/usr/bin/python3', toolPath('python3', environment)]
  const has = (path) => spawnSync(path, ['-c', 'import websockets']).status === 0
  return places.find((path) => path && has(path)) ?? null
}

export function missingPython(environment = process.env) {
  if (pythonPath(environment)) return []
  const needed = 'the example in Python is not tested'
  return [{ name: 'python3 with websockets', needed, remedy: 'apt-get install python3-websockets' }]
}

/** Where nginx is: Debian keeps it where not everybody looks for programs; null where there is none. */
export function nginxPath(environment = process.env) {
  return toolPath('nginx', { ...environment, PATH: `${environment.PATH ?? ''}${delimiter}/usr/sbin` })
}

export function missingNginx(environment = process.env) {
  if (nginxPath(environment)) return []
  const needed = 'the tests behind a caching proxy are left out'
  return [{ name: 'nginx', needed, remedy: 'apt-get install nginx-light' }]
}

/** The major version of the machine's Java, or null where there is none. */
function javaVersion(environment) {
  const java = toolPath('java', environment)
  if (!java) return null
  const said = spawnSync(java, ['-version'], { encoding: 'utf8' }).stderr ?? ''
  const major = /version "(?:1\.)?(\d+)/.exec(said)?.[1]
  return major === undefined ? null : Number(major)
}

import { join } from 'node:path'

/** Warnings and what follows from a query's cost go to the log file; Pinot's own file appenders stay out of it. */
export const log4jConfiguration = `<?xml version="1.0" encoding="UTF-8"?>
<Configuration status="warn">
  <Appenders>
    <Console name="console" target="SYSTEM_OUT">
      <PatternLayout pattern="%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z'}{UTC} %p %c{1} %m%n"/>
    </Console>
  </Appenders>
  <Loggers>
    <Root level="warn">
      <AppenderRef ref="console"/>
    </Root>
  </Loggers>
</Configuration>
`

export const log4jOption = (directory: string) =>
  `-Dlog4j2.configurationFile=${join(directory, 'log4j2.xml')}`

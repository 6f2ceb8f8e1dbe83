import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { kafkaAddress } from './address.ts'

function pathOf(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'racecast-pinot-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'file')
  writeFileSync(path, text)
  return path
}

describe('the address of Kafka', () => {
  it('names its servers; all else has a default', () => {
    const address = kafkaAddress('kafka://one.example:9092,two.example:9093')
    expect(address).toMatchObject({
      hosts: ['one.example:9092', 'two.example:9093'],
      tls: null,
      sasl: undefined,
      timeoutMs: 5000,
      names: { parkrun: 'parkrun', races: 'races', entries: 'entries', courses: 'courses' },
    })
  })

  it('takes user, password and mechanism as managed clusters want them', () => {
    const { sasl, tls } = kafkaAddress('kafka://a%40b:p%3A%2F@h:9092?sasl=scram-sha-512&tls=true')
    expect(sasl).toEqual({ mechanism: 'scram-sha-512', username: 'a@b', password: 'p:/' })
    expect(tls).not.toBeNull()
    expect(kafkaAddress('kafka://u:p@h:9092').sasl).toMatchObject({ mechanism: 'plain' })
  })

  it('takes password and certificates from files', () => {
    const [password, ca] = [pathOf('geheim\n'), pathOf('-----BEGIN')]
    const { sasl, tls } = kafkaAddress(`kafka://u@h:9092?passwordFile=${password}&tls=true&ca=${ca}`)
    expect(sasl).toMatchObject({ password: 'geheim' })
    expect(tls).toMatchObject({ ca: '-----BEGIN' })
  })

  it('puts prefix and suffix around every name', () => {
    expect(kafkaAddress('kafka://h:9092?prefix=dev_&suffix=_2').names.races).toBe('dev_races_2')
  })

  it.each([
    ['kafka:h', /it cannot be read; write kafka:\/\/HOST:PORT/],
    ['kafka://h', /"h" is not HOST:PORT/],
    ['kafka://h:0', /"h:0" is not HOST:PORT/],
    ['kafka://h:9092,', /"" is not HOST:PORT/],
    ['kafka://u:p@h:9092?sasl=gssapi', /sasl is "gssapi"; use plain, scram-sha-256, scram-sha-512/],
    ['kafka://u@h:9092', /user u has no password/],
    ['kafka://h:9092?partitions=2', /no parameter "partitions", only prefix/],
    ['kafka://h:9092?tls=yes', /tls is "yes", not true or false/],
    ['kafka://h:9092?timeoutMs=soon', /timeoutMs has to be 100 to 600000/],
    ['kafka://h:9092?suffix=-2', /suffix is "-2"; use up to 80 letters/],
  ])('%s is refused, saying why', (url, why) => {
    expect(() => kafkaAddress(url)).toThrow(why)
  })

  it('shows no password in what it says', () => {
    expect(() => kafkaAddress('kafka://u:secret@h')).toThrow(/u:\*\*\*@h/)
  })
})

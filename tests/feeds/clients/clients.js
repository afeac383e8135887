// Drives one of InfluxDB's clients: node clients.js SCENARIO URL.  Says in lines of JSON what the client made of it.
'use strict'
const { InfluxDB, Point } = require('@influxdata/influxdb-client')
const Influx = require('influx')

const say = (what) => process.stdout.write(JSON.stringify(what) + '\n')
const NS = 1772417400000000000n // 2026-03-02T10:10+08:00

const v1 = (url) => {
  const { hostname, port } = new URL(url)
  return new Influx.InfluxDB({ host: hostname, port: Number(port), database: 'city', username: 'hall', password: 'any' })
}

const ticket = (i) => ({
  measurement: 'ticket',
  tags: { hall: '330106', queue: 'A 区,1', event: 'take' },
  fields: { id: `T"${i}\\` },
  timestamp: String(NS + BigInt(i))
})

// The second client.  What fails is said by its callback; what is left is said at the end.
const v2 = (url, options) => new InfluxDB({ url, token: 'any', timeout: 60000 }).getWriteApi('org', 'city', 'ns', {
  flushInterval: 0,
  writeFailed: (error, lines, attempt) => { say({ failed: error.statusCode ?? error.code, attempt, lines: lines.length }) },
  writeSuccess: (lines) => { say({ written: lines.length }) },
  ...options
})

const patient = { maxRetries: 1000, minRetryDelay: 50, maxRetryDelay: 200, retryJitter: 10, maxRetryTime: 100000 }

const scenarios = {
  async ping (url) {
    const [answer] = await v1(url).ping(5000)
    say({ online: answer.online, version: answer.version })
  },
  async create (url) {
    await v1(url).createDatabase('city')
    say({ names: await v1(url).getDatabaseNames() })
  },
  async 'v1-batch' (url) {
    await v1(url).writePoints(Array.from({ length: 500 }, (_, i) => ticket(i)), { precision: 'n' })
    const all = { measurement: 'all_types', fields: { f: 0.5, s: 'a,b c=d', b: true }, timestamp: String(NS) }
    await v1(url).writePoints([all], { precision: 'n' })
  },
  async 'v1-partial' (url) {
    try {
      await v1(url).writePoints([ticket(1), { ...ticket(2), measurement: 'my meas' }], { precision: 'n' })
    } catch (error) {
      say({ status: error.res.statusCode, text: error.json ?? error.message })
    }
  },
  async 'v2-batch' (url) {
    const api = v2(url, { batchSize: 100 })
    for (let i = 0; i < 500; i++) {
      api.writePoint(new Point('ticket').tag('hall', '330106').tag('queue', 'A 区,1').tag('event', 'take')
        .stringField('id', `T"${i}\\`).timestamp(String(NS + BigInt(i))))
    }
    api.writePoint(new Point('all_types').floatField('f', 0.5).intField('i', -7).uintField('u', 7).booleanField('b', true)
      .stringField('s', 'a,b c=d').timestamp(String(NS)))
    await api.close()
  },
  async 'v2-gzip' (url) {
    const api = v2(url, { batchSize: 5000, gzipThreshold: 1000 })
    for (let i = 0; i < 5000; i++) {
      api.writePoint(new Point('ticket').tag('hall', '330106').tag('queue', 'A').tag('event', 'take')
        .stringField('id', `G${i}`).timestamp(String(NS + BigInt(i))))
    }
    await api.close()
  },
  async 'v2-partial' (url) {
    const api = v2(url, { ...patient })
    api.writeRecords([`m v=1 ${NS}`, 'bad', `m v=2 ${NS}`])
    await api.flush(true).catch((error) => say({ status: error.statusCode, text: error.json }))
    await api.close()
  },
  // Goes on until it is through.
  async 'v2-retry' (url) {
    await new Promise((resolve) => {
      const api = v2(url, { ...patient, writeSuccess: (lines) => { say({ written: lines.length }); resolve(api.close()) } })
      api.writeRecords(Array.from({ length: 10 }, (_, i) => `m v=${i} ${NS + BigInt(i)}`))
      api.flush().catch(() => undefined)
    })
  }
}

scenarios[process.argv[2]](process.argv[3]).catch((error) => {
  process.stderr.write(`${error.stack}\n`)
  process.exitCode = 1
})

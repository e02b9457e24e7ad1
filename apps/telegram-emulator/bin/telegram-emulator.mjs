#!/usr/bin/env node
const [major = 0] = process.versions.node.split('.').map(Number)
if (major < 24) {
  console.error(`telegram-emulator needs Node 24 or newer (this is ${process.version}): run it through npm, which finds the pinned one`)
  process.exitCode = 1
} else {
  const { main } = await import('../src/cli.ts')
  main(process.argv.slice(2)).then(
    (code) => {
      process.exitCode = code
    },
    (error) => {
      console.error(`telegram-emulator: ${error.message}`)
      process.exitCode = 1
    },
  )
}

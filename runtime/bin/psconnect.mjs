#!/usr/bin/env node
// Every Node back to 14 must be able to read this file.
import { start } from './start.mjs'

start('psconnect')

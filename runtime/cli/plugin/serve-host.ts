import { serveHostApi } from '../../plugin-loader/host-api.ts'

// Imported before the tests of a plugin, so that psconnect/plugin means this copy to them, wherever they lie.
serveHostApi()

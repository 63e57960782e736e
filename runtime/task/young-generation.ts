import { setFlagsFromString } from 'node:v8'

/**
 * While code is loaded much of what is young survives, and V8 would make room for so much of it in every thread, for good: about 14 MB of
 * a worker that has nothing to do. Until `letItGrow`, it makes none.
 */
export const keepItSmall = (): void => setFlagsFromString('--semi-space-growth-factor=1')

/** As V8 does by itself: for values that are decoded there must be room. */
export const letItGrow = (): void => setFlagsFromString('--semi-space-growth-factor=2')

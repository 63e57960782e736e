import type { DiagnosisFinding, DiagnosisStep } from '../../api/diagnosis.ts'

/** Tokens and certificates are refused where clocks are further apart than some minutes. */
const alarmingMs = 30_000
/** Servers tell whole seconds, and answers take their time. */
const nothingMs = 2_500

/** The step, which also holds this machine's clock against a server's where it meets one. */
export const comparingClocks = (step: DiagnosisStep): DiagnosisStep => ({
  ...step,
  run: async signal => compareClocks(await step.run(signal), Date.now()),
})

/** `now` is when the server told the time, by this machine's clock. */
export function compareClocks(found: DiagnosisFinding, now: number): DiagnosisFinding {
  const { serverTime, text, outcome } = found
  if (!serverTime) return found
  const apartMs = now - serverTime.getTime()
  if (Math.abs(apartMs) < nothingMs) return { ...found, text: `${text}; this machine's clock agrees with its` }
  const way = apartMs < 0 ? 'behind' : 'ahead of'
  const said = `${text}; this machine's clock is ${Math.round(Math.abs(apartMs) / 1000)} s ${way} its`
  if (Math.abs(apartMs) < alarmingMs || outcome !== 'ok') return { ...found, text: said }
  return {
    ...found,
    outcome: 'warning',
    text: said,
    remedy: 'set the clock of this machine (timedatectl set-ntp true)',
  }
}

import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { loadAll } from 'js-yaml'
import { describeFinding } from '../../runtime/config/report.ts'
import { resolveConfig } from '../../runtime/config/resolve-config.ts'
import { Plugins } from '../../runtime/plugin-loader/plugins.ts'
import { scanBuiltIns } from '../../runtime/plugin-loader/scan.ts'
import { mainRoutes } from '../../runtime/rest/routes.ts'

interface Container {
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[]
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[]
  readonly securityContext: Readonly<Record<string, unknown>>
  readonly [probe: `${string}Probe`]: undefined | { readonly httpGet: { readonly path: string; readonly port: string } }
}

interface Manifest {
  readonly kind: string
  readonly data: Readonly<Record<string, string>>
  readonly spec: {
    readonly replicas: number
    readonly template: {
      readonly spec: {
        readonly containers: readonly [Container]
        readonly volumes: readonly { readonly name: string }[]
      }
    }
  }
}

const manifests = loadAll(readFileSync('deploy/kubernetes/psconnect.yaml', 'utf8')) as Manifest[]
const ofKind = (kind: string): Manifest => {
  const found = manifests.find(each => each.kind === kind)
  assert.ok(found, kind)
  return found
}

const files = ofKind('ConfigMap').data
const { spec } = ofKind('Deployment')
const pod = spec.template.spec
const [container] = pod.containers

describe('deploy/kubernetes/psconnect.yaml', () => {
  it('holds files that are valid, with the password from where the secret is mounted', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'psconnect-kubernetes-'))
    try {
      writeFileSync(join(folder, 'kafka-password'), 'a password\n')
      const paths = ['worker.properties', 'connector.properties'].map(name => {
        const text = files[name]?.replaceAll('/run/secrets/psconnect', folder) ?? ''
        writeFileSync(join(folder, name), text)
        return join(folder, name)
      })
      const [workerFile = '', ...connectorFiles] = paths
      const resolution = await resolveConfig({
        workerFile,
        connectorFiles,
        env: {},
        plugins: new Plugins(scanBuiltIns()),
      })
      assert.ok(resolution.ok, resolution.ok ? '' : resolution.error.message)
      assert.deepEqual(resolution.notices.map(describeFinding), [])
      assert.ok(resolution.config.secrets.includes('a password'))
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('has several workers in one consumer group', () => {
    assert.ok(spec.replicas > 1)
    assert.match(files['worker.properties'] ?? '', /^consumer\.group\.id=/m)
  })

  it('probes endpoints that there are, at the port where the worker listens', () => {
    const ports = new Map(container.ports.map(({ name, containerPort }) => [name, containerPort]))
    const paths = new Set(mainRoutes.map(({ path }) => path))
    for (const kind of ['startupProbe', 'livenessProbe', 'readinessProbe'] as const) {
      const { path, port } = container[kind]?.httpGet ?? assert.fail(kind)
      assert.ok(paths.has(path), path)
      assert.match(files['worker.properties'] ?? '', new RegExp(`^listeners=http://:${ports.get(port)}$`, 'm'))
    }
    assert.match(
      files['worker.properties'] ?? '',
      new RegExp(`^metrics\\.listener=http://:${ports.get('metrics')}$`, 'm'),
    )
  })

  it('mounts what the image and the files expect, and lets the container write nowhere else than in /tmp', () => {
    const mounts = new Map(container.volumeMounts.map(({ name, mountPath }) => [mountPath, name]))
    assert.deepEqual(
      [...mounts.values()],
      pod.volumes.map(({ name }) => name),
    )
    const image = readFileSync('deploy/container/Dockerfile', 'utf8')
    for (const name of Object.keys(files)) assert.ok(image.includes(`/etc/psconnect/${name}`), name)
    assert.deepEqual([...mounts.keys()], ['/etc/psconnect', '/run/secrets/psconnect', '/tmp'])
    assert.equal(container.securityContext['readOnlyRootFilesystem'], true)
    assert.equal(container.securityContext['allowPrivilegeEscalation'], false)
  })
})

export { SecretError, SecretManager } from './secret-manager.ts'

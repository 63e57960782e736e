import { boolean, type ConfigSpec, int, list, oneOf, password, string } from '../api/config-spec.ts'
import { headerRulesProblem } from './header-rules.ts'
import { listenersProblem } from './listener-address.ts'

const group = 'REST'

/** The worker's keys about its REST interface. */
export const restSpec = {
  listeners: list({
    doc: 'Where the REST interface and the page /ui are, as http://HOST:PORT or https://HOST:PORT; an empty HOST is every interface, port 0 any that is free. Empty switches both off. Default: http://127.0.0.1:8083, and none with a warning where that port is taken.',
    optional: true,
    importance: 'high',
    group,
    problem: listenersProblem,
  }),
  'admin.listeners': list({
    doc: 'Listeners for /admin alone, which the others then do not have; empty switches /admin off.',
    optional: true,
    importance: 'low',
    group,
    problem: listenersProblem,
  }),
  'metrics.listener': list({
    doc: 'Listeners for /metrics alone, which the others then do not have; empty switches /metrics off.',
    optional: true,
    group,
    problem: listenersProblem,
  }),
  'rest.advertised.host.name': string({
    doc: 'Name by which others reach this worker: for worker_id and Location. It is also taken as Host on a listener of this machine alone.',
    optional: true,
    group,
  }),
  'rest.advertised.port': int({
    doc: 'The port that goes with it.',
    optional: true,
    minimum: 1,
    maximum: 65_535,
    group,
  }),
  'rest.advertised.listener': string({
    doc: 'http or https: which listener worker_id tells of. Default: the first.',
    optional: true,
    importance: 'low',
    group,
    problem: text => (/^https?$/i.test(text) ? undefined : 'must be http or https'),
  }),
  'access.control.allow.origin': list({
    doc: 'Origins, such as https://console.example.org, whose pages may use the REST interface from a browser; * is all. Without it, what pages of other origins ask to change is refused.',
    default: [],
    group,
  }),
  'access.control.allow.methods': list({
    doc: 'Methods that such pages may use. Default: GET, POST and HEAD.',
    default: [],
    group,
  }),
  'response.http.headers.config': string({
    doc: 'Headers for every answer: set, add, setDate or addDate, then Name: value; several with commas, and in double quotes where they hold one.',
    default: '',
    importance: 'low',
    group,
    problem: headerRulesProblem,
  }),
  'rest.basic.auth.file': string({
    doc: "File of users, as lines USER=PASSWORD in the form of .properties: the one that the login module of Java's entry KafkaConnect names. With it, every request needs HTTP basic authentication.",
    optional: true,
    group,
  }),
  'rest.extension.classes': list({
    doc: "Only Kafka's BasicAuthSecurityRestExtension is known; it needs rest.basic.auth.file.",
    default: [],
    importance: 'low',
    group,
    problem: text =>
      /^([\w.]*\bBasicAuthSecurityRestExtension)?$/.test(text)
        ? undefined
        : 'must name BasicAuthSecurityRestExtension or nothing: Java classes cannot be loaded here',
  }),
  'topic.tracking.enable': boolean({
    doc: 'Whether /connectors/NAME/topics tells which topics records were read from.',
    default: true,
    importance: 'low',
    group,
  }),
  'topic.tracking.allow.reset': boolean({
    doc: 'Whether that list may be emptied.',
    default: true,
    importance: 'low',
    group,
  }),
} satisfies ConfigSpec

/** What an https listener shows and trusts; with the prefix listeners.https. or admin.listeners.https., or, where none has it, without. */
export const listenerTlsSpec = {
  'ssl.keystore.type': string({
    doc: 'Format of the key store: PEM must be said; where it is JKS or PKCS12, the file must be PKCS#12.',
    default: 'JKS',
    recommended: ['PEM', 'PKCS12'],
    group,
  }),
  'ssl.keystore.location': string({
    doc: "File with the listener's private key and certificates.",
    optional: true,
    group,
  }),
  'ssl.keystore.password': password({ doc: 'Password of a PKCS#12 key store.', optional: true, group }),
  'ssl.keystore.certificate.chain': string({ doc: 'The certificates, inline as PEM.', optional: true, group }),
  'ssl.keystore.key': password({ doc: 'The private key, inline as PEM.', optional: true, group }),
  'ssl.key.password': password({ doc: 'Password of an encrypted private key.', optional: true, group }),
  'ssl.truststore.type': string({ doc: 'Format of the trust store, as ssl.keystore.type.', default: 'JKS', group }),
  'ssl.truststore.location': string({
    doc: 'File with the authorities whose certificates clients may show, for ssl.client.auth.',
    optional: true,
    group,
  }),
  'ssl.truststore.password': password({ doc: 'Password of a PKCS#12 trust store.', optional: true, group }),
  'ssl.truststore.certificates': string({ doc: 'Those authorities, inline as PEM.', optional: true, group }),
  'ssl.client.auth': oneOf(['none', 'requested', 'required'], {
    doc: 'Whether clients must show a certificate.',
    default: 'none',
    group,
  }),
} satisfies ConfigSpec

/** Whether a key of a worker file is about the REST interface, were it misspelt. */
export const isRest = (key: string): boolean =>
  Object.hasOwn(restSpec, key) || /^(rest|(admin\.)?listeners|topic\.tracking|access\.control)\./.test(key)

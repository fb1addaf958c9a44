/**
 * `core.yaml` and `orderer.yaml` of one organisation, written as JSON, which YAML includes.
 * Complete: nothing is taken from the files that come with Fabric. Names and meaning: Fabric 2.5 and 3.1.
 */
import { join } from 'node:path';
import type { FabricOrganisation } from './description.js';
import type { FabricLayout, OrganisationFolder } from './layout.js';

const LOOPBACK = '127.0.0.1';
/** The variable in which the peer hands our builder the folder of the chaincode's connection files. */
export const CONNECTIONS_VARIABLE = 'GUANLIAN_CHAINCODE_CONNECTIONS';
const KEEPALIVE = { interval: '60s', timeout: '20s' };
const HUNDRED_MB = 104_857_600;

/** The peer's configuration, which its command line reads too. */
export function peerConfiguration(layout: FabricLayout, organisation: FabricOrganisation): string {
  const { mspId, ports } = organisation;
  const folder = layout.organisation(mspId);
  const data = join(folder.peer, 'data');
  return json({
    peer: peerSection(folder, organisation, data),
    // Blank: no Docker is asked for, the external builder takes every package.
    vm: { endpoint: '' },
    chaincode: chaincodeSection(layout),
    ledger: {
      blockchain: {},
      state: { stateDatabase: 'goleveldb', totalQueryLimit: 100_000 },
      history: { enableHistoryDatabase: true },
      pvtdataStore: {
        collElgProcMaxDbBatchSize: 5000,
        collElgProcDbBatchesInterval: 1000,
        deprioritizedDataReconcilerInterval: '60m',
        purgeInterval: 1,
        purgedKeyAuditLogging: false,
      },
      snapshots: { rootDir: join(data, 'snapshots') },
    },
    operations: { listenAddress: at(ports.operations), tls: { enabled: false } },
    metrics: { provider: 'prometheus' },
  });
}

function peerSection(
  folder: OrganisationFolder,
  { mspId, name, ports }: FabricOrganisation,
  data: string,
): unknown {
  const tls = (file: string): { file: string } => ({ file: join(folder.peer, 'tls', file) });
  return {
    id: `peer.${name}`,
    networkId: 'guanlian',
    listenAddress: at(ports.peer),
    address: at(ports.peer),
    chaincodeListenAddress: at(ports.chaincodeListen),
    chaincodeAddress: at(ports.chaincodeListen),
    addressAutoDetect: false,
    gateway: {
      enabled: true,
      endorsementTimeout: '30s',
      broadcastTimeout: '30s',
      dialTimeout: '10s',
    },
    keepalive: { ...KEEPALIVE, minInterval: '30s', client: KEEPALIVE, deliveryClient: KEEPALIVE },
    gossip: gossipSection(ports.peer),
    tls: {
      ...{ enabled: true, clientAuthRequired: false },
      ...{ cert: tls('server.pem'), key: tls('server-key.pem'), rootcert: tls('ca.pem') },
    },
    authentication: { timewindow: '15m' },
    fileSystemPath: data,
    BCCSP: bccsp(),
    mspConfigPath: join(folder.peer, 'msp'),
    localMspId: mspId,
    client: { connTimeout: '3s' },
    deliveryclient: {
      // Blocks come from the ordering nodes to every peer: one peer per organisation has nobody to gossip with.
      ...{ blockGossipEnabled: false, connTimeout: '3s' },
      ...{ reconnectTotalTimeThreshold: '8760h', reConnectBackoffThreshold: '5s' },
    },
    localMspType: 'bccsp',
    profile: { enabled: false },
    handlers: {
      authFilters: [{ name: 'DefaultAuth' }, { name: 'ExpirationCheck' }],
      decorators: [{ name: 'DefaultDecorator' }],
      endorsers: { escc: { name: 'DefaultEndorsement' } },
      validators: { vscc: { name: 'DefaultValidation' } },
    },
    discovery: {
      ...{ enabled: true, authCacheEnabled: true, authCacheMaxSize: 1000 },
      ...{ authCachePurgeRetentionRatio: 0.75, orgMembersAllowedAccess: true },
    },
    limits: { concurrency: { endorserService: 2500, deliverService: 2500, gatewayService: 5000 } },
    ...{ maxRecvMsgSize: HUNDRED_MB, maxSendMsgSize: HUNDRED_MB },
  };
}

function gossipSection(port: number): unknown {
  return {
    ...{ bootstrap: at(port), endpoint: at(port), externalEndpoint: at(port) },
    ...{ useLeaderElection: false, orgLeader: true, membershipTrackerInterval: '5s' },
    ...{
      maxBlockCountToStore: 10,
      maxPropagationBurstLatency: '10ms',
      maxPropagationBurstSize: 10,
    },
    ...{ propagateIterations: 1, propagatePeerNum: 3, pullInterval: '4s', pullPeerNum: 3 },
    ...{ requestStateInfoInterval: '1s', publishStateInfoInterval: '1s', publishCertPeriod: '10s' },
    ...{ skipBlockVerification: false, dialTimeout: '3s', connTimeout: '2s' },
    ...{ recvBuffSize: 20, sendBuffSize: 200, digestWaitTime: '1s', requestWaitTime: '1500ms' },
    ...{ responseWaitTime: '2s', aliveTimeInterval: '2s', aliveExpirationTimeout: '10s' },
    ...{ reconnectInterval: '2s', maxConnectionAttempts: 120, msgExpirationFactor: 20 },
    election: {
      ...{ startupGracePeriod: '15s', membershipSampleInterval: '1s' },
      ...{ leaderAliveThreshold: '10s', leaderElectionDuration: '5s' },
    },
    pvtData: {
      // The two settings without which one invalid transaction stalls a peer for a minute (research: fabric.md 7).
      ...{ pullRetryThreshold: '2s', skipPullingInvalidTransactionsDuringCommit: true },
      ...{ transientstoreMaxBlockRetention: 20_000, pushAckTimeout: '3s', btlPullMargin: 10 },
      ...{ reconcileBatchSize: 10, reconcileSleepInterval: '10s', reconciliationEnabled: true },
      implicitCollectionDisseminationPolicy: { requiredPeerCount: 0, maxPeerCount: 1 },
    },
    state: {
      enabled: true,
      checkInterval: '10s',
      responseTimeout: '3s',
      batchSize: 10,
      blockBufferSize: 20,
      maxRetries: 3,
    },
  };
}

function chaincodeSection(layout: FabricLayout): unknown {
  return {
    id: {},
    externalBuilders: [
      { name: 'guanlian', path: layout.builder, propagateEnvironment: [CONNECTIONS_VARIABLE] },
    ],
    ...{ installTimeout: '60s', startuptimeout: '20s', executetimeout: '30s', mode: 'net' },
    // fabric-shim 2.5.8 exits on a keepalive message.
    keepalive: 0,
    system: { _lifecycle: 'enable', cscc: 'enable', lscc: 'enable', qscc: 'enable' },
    logging: { level: 'info', shim: 'warning' },
  };
}

/** The ordering node's configuration. */
export function ordererConfiguration(
  layout: FabricLayout,
  organisation: FabricOrganisation,
): string {
  const { mspId, ports } = organisation;
  const { orderer } = layout.organisation(mspId);
  const data = join(orderer, 'data');
  const [key, certificate, ca] = ['server-key.pem', 'server.pem', 'ca.pem'].map((file) =>
    join(orderer, 'tls', file),
  );
  const tls = { Enabled: true, PrivateKey: key, Certificate: certificate };
  return json({
    General: {
      ...{ ListenAddress: LOOPBACK, ListenPort: ports.orderer },
      TLS: { ...tls, RootCAs: [ca], ClientAuthRequired: false },
      Keepalive: { ServerMinInterval: '30s', ServerInterval: '7200s', ServerTimeout: '20s' },
      ...{ MaxRecvMsgSize: HUNDRED_MB, MaxSendMsgSize: HUNDRED_MB },
      Cluster: { SendBufferSize: 100, ClientCertificate: certificate, ClientPrivateKey: key },
      ...{ BootstrapMethod: 'none', LocalMSPDir: join(orderer, 'msp'), LocalMSPID: mspId },
      ...{ Profile: { Enabled: false }, BCCSP: bccsp(), Authentication: { TimeWindow: '15m' } },
    },
    FileLedger: { Location: join(data, 'ledger') },
    Operations: { ListenAddress: at(ports.ordererOperations), TLS: { Enabled: false } },
    Metrics: { Provider: 'prometheus' },
    Admin: {
      ListenAddress: at(ports.ordererAdmin),
      TLS: { ...tls, ClientAuthRequired: true, ClientRootCAs: [ca] },
    },
    ChannelParticipation: { Enabled: true, MaxRequestBodySize: '4 MB' },
    Consensus: { WALDir: join(data, 'wal'), SnapDir: join(data, 'snapshot') },
  });
}

function bccsp(): unknown {
  return { Default: 'SW', SW: { Hash: 'SHA2', Security: 256 } };
}

function at(port: number): string {
  return `${LOOPBACK}:${port}`;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 1)}\n`;
}

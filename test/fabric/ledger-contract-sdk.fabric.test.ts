import { describeLedgerContract } from '../contracts/ledger/suite.js';
import { openFabricWorld } from './fabric-world.js';

describeLedgerContract('real Fabric through fabric-network', () =>
  openFabricWorld('fabric-network'),
);

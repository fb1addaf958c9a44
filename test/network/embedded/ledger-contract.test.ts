/** The embedded network keeps the contract that every ledger adapter keeps. */
import { describeLedgerContract } from '../../contracts/ledger/suite.js';
import { openEmbeddedWorld } from './embedded-world.js';

describeLedgerContract('the embedded network', openEmbeddedWorld);

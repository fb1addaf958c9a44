/** The contracts of the chaincode, and the list of transactions that they offer. */
import type { Contract } from 'fabric-contract-api';
import { AgreementsContract } from './agreements-contract.js';
import { CertificatesContract } from './certificates-contract.js';
import { DirectoryContract } from './directory-contract.js';
import { GovernanceContract } from './governance-contract.js';
import { RecordsContract } from './records-contract.js';

/** New instances of all contracts over the endorser's clock (ms). */
export function createContracts(now: () => number): Contract[] {
  return [
    new DirectoryContract(now),
    new AgreementsContract(now),
    new RecordsContract(now),
    new CertificatesContract(now),
    new GovernanceContract(now),
  ];
}

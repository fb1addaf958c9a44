/** Entry of a chaincode server's process; all settings come from the environment (CHAINCODE_…). */
import { serveChaincode } from './server.js';

function required(name: string): string {
  const value = process.env[name];
  if (value) return value;
  throw new Error(`${name} is not set; a chaincode server needs it`);
}

await serveChaincode({
  packageId: required('CHAINCODE_PACKAGE_ID'),
  address: required('CHAINCODE_ADDRESS'),
  mspId: required('CHAINCODE_MSPID'),
  tlsDir: required('CHAINCODE_TLS_DIR'),
  contracts: required('CHAINCODE_CONTRACTS'),
  codeDigest: required('CHAINCODE_CODE_DIGEST'),
});
process.stdout.write(
  `${new Date().toISOString()} serving ${process.env['CHAINCODE_PACKAGE_ID']}\n`,
);

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract Token {
    string public name;
    string public symbol;
    uint8 public decimals;
    uint256 public totalSupply;
    address public owner;
    mapping(address => uint256) public balanceOf;

    constructor(string memory name_, string memory symbol_, uint8 decimals_, uint256 supply) { setUp(name_, symbol_, decimals_, supply); }

    function setUp(string memory name_, string memory symbol_, uint8 decimals_, uint256 supply) public {
        require(owner == address(0) && totalSupply == 0);
        name = name_; symbol = symbol_; decimals = decimals_; totalSupply = supply; owner = msg.sender; balanceOf[msg.sender] = supply;
    }
    function renounceOwnership() external { require(msg.sender == owner); owner = address(0); }
    function transfer(address to, uint256 amount) external returns (bool) { balanceOf[msg.sender] -= amount; balanceOf[to] += amount; return true; }
}

contract OptimismMintable is Token {
    address public remoteToken;
    constructor(address remote) Token("Moon Cat", "MCAT", 18, 1) { remoteToken = remote; owner = address(this); }
    function bridge() external pure returns (address) { return 0x4200000000000000000000000000000000000010; }
}

contract ArbitrumStandard is Token {
    address public l1Address;
    constructor(address remote) Token("Moon Cat", "MCAT", 18, 1) { l1Address = remote; }
}

contract WormholeWrapped is Token {
    uint16 public chainId;
    bytes32 public nativeContract;
    constructor(uint16 chain, bytes32 native) Token("Moon Cat", "MCAT", 8, 1) { chainId = chain; nativeContract = native; }
}

contract OldToken {
    bytes32 public name = "Old Maker";
    bytes32 public symbol = "OLD";
    uint256 public decimals = 18;
    uint256 public totalSupply = 5;
}

contract Proxy {
    constructor(address implementation) { assembly { sstore(0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc, implementation) } }
    fallback() external payable {
        assembly {
            calldatacopy(0, 0, calldatasize())
            let done := delegatecall(gas(), sload(0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc), 0, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            switch done case 0 { revert(0, returndatasize()) } default { return(0, returndatasize()) }
        }
    }
}

contract Beacon { address public implementation; constructor(address behind) { implementation = behind; } }

contract BeaconProxy {
    constructor(address beacon) { assembly { sstore(0xa3f0ad74e5423aebfd80d3ef4346578335a9a72aeaee59ff6cb3582b35133d50, beacon) } }
}

contract Cloner {
    event Cloned(address clone);
    function clone(address target) external {
        address made;
        bytes20 place = bytes20(target);
        assembly {
            let code := mload(0x40)
            mstore(code, 0x3d602d80600a3d3981f3363d3d373d3d3d363d73000000000000000000000000)
            mstore(add(code, 0x14), place)
            mstore(add(code, 0x28), 0x5af43d82803e903d91602b57fd5bf30000000000000000000000000000000000)
            made := create(0, code, 0x37)
        }
        emit Cloned(made);
    }
}

contract PairV2 {
    address public token0; address public token1;
    constructor(address one, address two) { token0 = one; token1 = two; }
    function getReserves() external view returns (uint112, uint112, uint32) { return (1, 2, uint32(block.timestamp)); }
}

contract PoolV3 {
    address public token0; address public token1; uint24 public fee = 3000; int24 public tickSpacing = 60;
    constructor(address one, address two) { token0 = one; token1 = two; }
}

contract PositionManagerV4 {
    struct PoolKey { address currency0; address currency1; uint24 fee; int24 tickSpacing; address hooks; }
    mapping(bytes25 => PoolKey) public poolKeys;
    function add(address one, address two) external returns (bytes32 id) {
        PoolKey memory key = PoolKey(one, two, 3000, 60, address(0));
        id = keccak256(abi.encode(key));
        poolKeys[bytes25(id)] = key;
    }
}

contract Empty { function ping() external pure returns (uint256) { return 1; } }

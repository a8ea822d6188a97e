//! A time stamping authority that a test makes with openssl.

use std::path::PathBuf;
use std::process::Command;

use super::Shelf;

/// A time stamping authority with a root of its own.
pub struct Authority {
    /// Its folder.
    pub shelf: Shelf,
}

/// Its configuration, `tsa.cnf`.
pub const CONFIG: &str = "
[ tsa ]
default_tsa = house
[ house ]
serial = serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
[ stamps ]
extendedKeyUsage = critical,timeStamping
";

impl Authority {
    /// Makes its root, its key and its certificate.
    pub fn new() -> Self {
        let authority = Self { shelf: Shelf::new() };
        authority.shelf.file("tsa.cnf", CONFIG);
        authority.shelf.file("serial", "01\n");
        let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
        let root = [
            "req", "-x509", "-days", "3650", "-subj", "/CN=root", "-keyout", "ca.key", "-out",
            "ca.pem",
        ];
        authority.openssl(&[&root[..], &key].concat());
        let request = ["req", "-new", "-subj", "/CN=tsa", "-keyout", "tsa.key", "-out", "tsa.csr"];
        authority.openssl(&[&request[..], &key].concat());
        authority.openssl(&[
            "x509",
            "-req",
            "-in",
            "tsa.csr",
            "-CA",
            "ca.pem",
            "-CAkey",
            "ca.key",
            "-set_serial",
            "2",
            "-days",
            "3650",
            "-extfile",
            "tsa.cnf",
            "-extensions",
            "stamps",
            "-out",
            "tsa.pem",
        ]);
        authority
    }

    /// The path of one of its files: `ca.pem` is its root.
    pub fn path(&self, name: &str) -> String {
        self.shelf.path(name).to_string_lossy().into_owned()
    }

    /// Runs openssl, which must succeed.
    pub fn openssl(&self, args: &[&str]) {
        let folder = PathBuf::from(self.path("tsa.cnf"));
        let folder = folder.parent().expect("a folder");
        let output = Command::new("openssl").args(args).current_dir(folder).output();
        let output = output.expect("these tests need openssl: apt-get install openssl");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "openssl {args:?}: {said}");
    }

    /// Answers a request.
    pub fn answer(&self, request: &[u8]) -> Vec<u8> {
        let file = self.shelf.file("asked.tsq", request);
        self.openssl(&[
            "ts",
            "-reply",
            "-config",
            "tsa.cnf",
            "-section",
            "house",
            "-queryfile",
            &file,
            "-inkey",
            "tsa.key",
            "-signer",
            "tsa.pem",
            "-out",
            "answer.tsr",
        ]);
        std::fs::read(self.path("answer.tsr")).expect("an answer")
    }

    /// The same authority in a folder of its own, for another thread.
    pub fn copy(&self) -> Self {
        Self { shelf: Shelf::copy_of(&self.shelf) }
    }
}

//! Timestamps in a bundle, from an authority that the test makes with openssl.

use std::process::Command;

use crate::bundles::{Files, case, lay_out, pack, sign_again};
use crate::program::authority::Authority;
use crate::program::run;

#[test]
fn a_timestamp_lies_in_the_bundle_and_openssl_verifies_it() {
    let case = case();
    let (key, tsq, tsr) = (case.path("log.key"), case.path("asked.tsq"), case.path("answer.tsr"));
    let asked = case.shelf.json(&["checkpoint", "--key", &key, "--tsq", &tsq]);
    assert_eq!(asked.code, 0, "{}", asked.err);
    let authority = Authority::new();
    case.shelf.file("answer.tsr", authority.answer(&std::fs::read(&tsq).unwrap()));
    let kept = case.shelf.json(&["checkpoint", "--tsq", &tsq, "--tsr", &tsr]);
    assert_eq!(kept.code, 0, "{}", kept.err);

    let files = case.bundle(&["--order", "O-1"]);
    let answer = case.holds(&pack(&files));
    let checks = answer["checks"].as_array().unwrap();
    let found = checks.iter().find(|check| check["check"] == "timestamps").unwrap();
    assert!(found["detail"].as_str().unwrap().starts_with("1 are about"), "{found}");

    // The commands of the README with the authority's certificate.
    let folder = tempfile::tempdir().unwrap();
    lay_out(&files, folder.path());
    let readme = String::from_utf8(files["README.md"].clone()).unwrap();
    let script: String =
        readme.split("```sh\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    let follow = |folder: &std::path::Path| {
        let mut command = Command::new("bash");
        command.arg("-c").arg(&script).env("TSA_CA", authority.path("ca.pem")).current_dir(folder);
        run(command, b"")
    };
    let followed = follow(folder.path());
    assert_eq!(followed.code, 0, "{} {}", followed.out, followed.err);
    assert!((followed.out + &followed.err).contains("Verification: OK"));

    // The same answer beside other bytes: another checkpoint of the bundle.
    let mut files: Files = files;
    let dated = files.keys().find(|name| name.ends_with(".checkpoint")).unwrap().clone();
    files.insert(dated, case.first.clone());
    sign_again(&mut files, &case.key());
    case.fails(&pack(&files), 848);
    let folder = tempfile::tempdir().unwrap();
    lay_out(&files, folder.path());
    assert_ne!(follow(folder.path()).code, 0);
}


extern crate std as verifier_std_TAG;

#[no_mangle]
pub extern "C" fn verifier_run_TAG(
    _: i32,
    _: *const *const u8,
    note: extern "C" fn(*const u8, i64, i32),
) -> i32 {
    let mut count = 0;
    let mut failed = 0;
    let mut one = |name: &str, must_panic: bool, test: &dyn Fn() -> ::verifier_std_TAG::process::ExitCode| {
        let test = ::verifier_std_TAG::panic::AssertUnwindSafe(test);
        let fine = ::verifier_std_TAG::format!("{:?}", ::verifier_std_TAG::process::ExitCode::SUCCESS);
        let passed = match ::verifier_std_TAG::panic::catch_unwind(|| test()) {
            ::verifier_std_TAG::result::Result::Ok(code) => !must_panic && ::verifier_std_TAG::format!("{:?}", code) == fine,
            ::verifier_std_TAG::result::Result::Err(_) => must_panic,
        };
        note(name.as_ptr(), name.len() as i64, passed as i32);
        count += 1;
        failed += !passed as i32;
    };
CALLS
    if failed > 0 || count == 0 { 101 } else { 0 }
}

//! The program `irc`.

fn main() -> std::process::ExitCode {
    chat::client::main()
}
